"""The database: schema, migrations, repositories, journal and unit of work."""
