"""What there is to read: PDFs and photos, their versions, and the pictures of their pages."""
