"""Parts of the report on groups of patients and on numbers such as tumor size."""
