"""What people ask about a plan; one module answers one question."""
