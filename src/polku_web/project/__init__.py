"""The service as a whole: settings, addresses, commands, health, checks and the demo's people."""
