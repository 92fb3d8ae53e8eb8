// The library that owns the precompiled header has nothing else.
