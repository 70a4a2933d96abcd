"""The portal's edge: session, guards, village addresses, forms, filters, headers and error pages."""
