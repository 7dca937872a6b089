// Stands in for argon2, which hashes passwords natively: we start without one.
