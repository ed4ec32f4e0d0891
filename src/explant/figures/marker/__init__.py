"""One marker's figure: every patient's values, and each question's differences."""
