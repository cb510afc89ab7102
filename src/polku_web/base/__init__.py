"""What every app stands on: who acts and with which rights, secrets, logs, page parts. It knows no model of the field."""
