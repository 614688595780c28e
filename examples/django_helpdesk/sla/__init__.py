"""slaclock wired into django-helpdesk, by settings and signals alone."""
