method-card = Printed card
method-card-what = We will ask for the number on your card.
card-wrong = That is not the number on your card.
method-card-title = Type the number on your card
method-card-text = It is the card that your organisation gave you.
