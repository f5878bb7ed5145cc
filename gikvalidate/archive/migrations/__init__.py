"""The history of the store's tables, one step a file; `store.open_store` brings any older store up to date."""
