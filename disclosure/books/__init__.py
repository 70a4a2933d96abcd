"""The books: vouchers, months, statements."""
