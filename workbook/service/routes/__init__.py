"""The routes, by what they are about. They speak the protocol and know of no way."""
