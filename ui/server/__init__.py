"""The app as a server for a class: who may come in, what each answer says to a browser, how it stands, how it ends."""
