"""The web application: a Django project on a kept record. It alone, of the whole project, knows Django."""
