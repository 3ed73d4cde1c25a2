"""What may stand where: the models of the language, and their errors in our words."""
