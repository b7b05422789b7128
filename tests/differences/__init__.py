"""What differs because of the library, each pinned; the registry says what each difference is."""
