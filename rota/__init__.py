"""Strike Rota: planning hospital cover, appointments and letters during industrial action."""
