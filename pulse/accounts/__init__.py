"""Leaders, HR and operators: who they are, how they sign in, which units they may see."""
