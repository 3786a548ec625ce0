"""What an audit leaves behind: pictures, a page, a PDF, a workbook, data files, and a manifest to repeat it by."""
