"""The coach's day: meetings, agreed next steps, notes, messages, absences."""
