"""The operator's commands: `python -m pulse COMMAND`. Each refuses in a sentence and leaves nothing half done."""
