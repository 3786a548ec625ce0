"""Reports of officers: written from the record, submitted with a receipt, returned or approved, and their register."""
