"""The built-in demo exchange: a real HTTP and WebSocket server on loopback, with an office living in it.

Written from the interface's description alone.  It shares no code with the program, so that a misreading on one side
shows on the other.  The same seed gives the same office.
"""
