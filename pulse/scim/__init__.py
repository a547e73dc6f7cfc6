"""What an identity provider says of who works where (SCIM 2.0): staged, and handed in as a roster by the worker."""
