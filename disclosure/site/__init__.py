"""The public site: what is published, frozen into plain files anyone can check."""
