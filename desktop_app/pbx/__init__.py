"""The CloudPBX interface: what may be asked of it, what it tells, and what can go wrong, all typed."""
