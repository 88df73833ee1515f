"""Reads HL7 v2 scheduling messages (SIU) as files hold them."""
