"""What every app stands on: who acts and with which rights, secrets, logs, page parts. No model of the field."""
