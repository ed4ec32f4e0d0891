"""Every patient in the report: values, differences, and what to know of them."""
