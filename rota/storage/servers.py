"""What a database server is set up with, and how a hospital comes to one: for whoever joins it."""

from rota.storage.moving import move
from rota.storage.server_access import set_up_server

__all__ = ["move", "set_up_server"]
