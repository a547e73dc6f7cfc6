"""What is asked of whom and when: programmes, their waves, contracts and letters."""
