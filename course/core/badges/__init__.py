"""Open Badges 3.0: credentials that anybody can check by the published keys. Pure: nothing here is fetched or stored."""
