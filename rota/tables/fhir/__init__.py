"""Reads FHIR R4 appointments and slots (https://hl7.org/fhir/R4, UK Core, NHS BaRS)."""
