"""Phone numbers: parsing every spelling, comparing, classifying, formatting, and finding them in text.

Inside the program a number has one *plain form* (see `parsing`): nine digits in Poland, `00` and the country code
abroad, and the digits themselves for extensions and short codes.
"""
