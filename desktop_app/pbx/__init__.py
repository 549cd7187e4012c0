"""The CloudPBX interface: REST client, event stream, decoders, typed records and typed errors.  See PROTOCOL.md."""
