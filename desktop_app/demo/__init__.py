"""The built-in demo exchange: an HTTP and WebSocket server on loopback with a simulated office.

It is written from the description of the interface and shares no code with the program, so that a misreading of the
interface cannot hide on both sides.  The same seed gives the same office.
"""
