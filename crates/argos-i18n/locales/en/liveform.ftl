# The Liveform: the page on which people show their document and their face.
# Keys that start with liveform-script- are handed to the page's scripts; { $name } stays a placeholder there.
liveform-title = Verify your identity
liveform-continue = Continue
liveform-try-again = Try again
liveform-attempts-left = { $attempts ->
    [one] You have one attempt left.
   *[other] You have { $attempts } attempts left.
}

# Frame of the page
liveform-skip-to-content = Skip to the content
liveform-secure-check = Identity verification
liveform-steps = Steps
liveform-step-start = Start
liveform-step-document = Document
liveform-step-details = Your details
liveform-step-selfie = Selfie
liveform-language = Language
liveform-privacy-policy = Privacy policy
liveform-terms-of-use = Terms of use
liveform-opens-new-tab = (opens in a new tab)
liveform-needs-scripts = This page uses the camera and needs JavaScript. Switch it on in your browser's settings, or open the page in another browser.
liveform-back = Back

# Desktop: go on with a phone
liveform-handover-heading = Continue on your phone
liveform-handover-text = Photos of documents turn out best with a phone. Point your phone's camera at the code and open the link.
liveform-handover-code = QR code with the address of this page
liveform-handover-here = Continue on this computer
liveform-handover-local = This address can be reached from this computer only, so a phone cannot open it yet.

# Start
liveform-start-heading = Verify your identity for { $project }
liveform-start-text = Have your identity document at hand. It takes about three minutes.
liveform-start-point-document = Take a picture of your identity document
liveform-start-point-details = Check the details that we read from it
liveform-start-point-selfie = Take a selfie, so that we can compare it with the photo on the document
liveform-email = E-mail address
liveform-email-hint = We send the result to this address.
liveform-consent = I agree that { $project } processes pictures of my identity document and of my face, and the data read from them, to verify who I am.
liveform-consent-details = How my data are used:
liveform-start-privacy = Your pictures and your data are encrypted when they are stored.
liveform-start-button = Start

# Country and kind of document
liveform-choice-heading = Which document will you show?
liveform-choice-country = Country that issued it
liveform-choice-country-search = Search for a country
liveform-choice-country-placeholder = Choose a country
liveform-choice-kind = Kind of document
liveform-kind-passport = Passport
liveform-kind-passport-hint = The page with your photo
liveform-kind-drivers_license = Driving licence
liveform-kind-drivers_license-hint = Front and back
liveform-kind-government_id = Identity card
liveform-kind-government_id-hint = Front and back
liveform-kind-residence_permit = Residence permit
liveform-kind-residence_permit-hint = Front and back
liveform-kind-visa = Visa
liveform-kind-visa-hint = The page with the visa sticker
liveform-choice-tip = Next, your browser asks whether this page may use the camera. Please allow it.

# Camera
liveform-capture-shutter = Take picture
liveform-capture-upload = Upload a picture instead
liveform-capture-starting = Starting the camera
liveform-capture-automatic = The picture is taken automatically.
liveform-preview-document-heading = Is everything readable?
liveform-preview-document-text = All four edges are in the picture, the text is sharp, and nothing is covered by fingers or reflections.
liveform-preview-document-image = Your picture of the document
liveform-preview-selfie-heading = Is your face clearly visible?
liveform-preview-selfie-text = Your whole face is in the picture, sharp, and evenly lit.
liveform-preview-selfie-image = Your selfie
liveform-preview-use = Use this picture
liveform-preview-again = Take again
liveform-back-side-heading = Now turn the document over
liveform-back-side-text = We also need a picture of the back.
liveform-back-side-any-heading = Does your document have a back?
liveform-back-side-any-text = Cards do: turn the card over and take a picture of it. Passports do not.
liveform-back-side-none = My document has no back side

# Reading
liveform-reading-heading = Reading your document
liveform-reading-text = This takes a few seconds. Please keep this page open.
liveform-checking-heading = Checking your selfie
liveform-checking-text = We compare it with the photo on your document. Please keep this page open.

# Confirm
liveform-confirm-heading = Is this correct?
liveform-confirm-text = Compare it with your document. Correct what is wrong and fill in what is missing.
liveform-field-full_name = Full name
liveform-field-last_name = Surname
liveform-field-first_name = Given names
liveform-field-birth_date = Date of birth
liveform-field-gender = Sex
liveform-field-gender-unspecified = Not stated
liveform-field-gender-female = Female
liveform-field-gender-male = Male
liveform-field-nationality = Nationality
liveform-field-nationality-none = Choose a nationality
liveform-field-document_number = Document number
liveform-field-identity_number = Personal number
liveform-field-issue_date = Date of issue
liveform-field-expire_date = Date of expiry
liveform-field-read = Read from document
liveform-field-missing = Please fill in
liveform-field-optional = If stated on the document
liveform-confirm-button = Confirm
liveform-confirm-again = Take a new picture of the document

# Selfie
liveform-selfie-heading = Now take a selfie
liveform-selfie-text = We compare your face with the photo on your document.
liveform-selfie-tip-light = Face the light; avoid a window or lamp behind you.
liveform-selfie-tip-face = Take off sunglasses, cap and mask.
liveform-selfie-tip-alone = Be alone in the picture and look straight into the camera.
liveform-selfie-tip-movements = First we show you three small movements, such as turning your head. Do what the signs show.
liveform-liveness-heading = Do what the sign shows
liveform-liveness-cannot = I cannot do this
liveform-liveness-without-camera = Go on without a camera
liveform-liveness-waived-heading = You can go on without
liveform-liveness-waived-text = Take a selfie. A person will then look at your verification; it may take a little longer.
liveform-selfie-button = Open camera

# Retry
liveform-asked-again-heading = One more picture is needed
liveform-asked-again-text = A person looked at your verification and asks you to take a picture again. It costs you no attempt.
liveform-asked-again-reason = What to do differently
liveform-retry-heading = That did not work yet
liveform-retry-choose = Choose another document

# Camera problems
liveform-camera-heading = The camera cannot be used
liveform-file-heading = This picture cannot be used
liveform-camera-retry = Try the camera again
liveform-camera-upload = Choose a picture
liveform-camera-upload-hint = JPEG, PNG or WebP, up to 20 MB.

# Other problems
liveform-problem-heading = We could not continue
liveform-blocked-heading = You cannot verify again yet
liveform-start-again = Start again

# Results
liveform-approved-heading = You are verified
liveform-approved-text = Your verification for { $project } is complete. You can close this page.
liveform-pending-heading = Thank you, we are checking
liveform-pending-text = A person will look at your pictures. You will get the result from { $project }; you need do nothing more and can close this page.
liveform-rejected-heading = We could not verify you
liveform-return = Back to { $project }

# Pages without a project
liveform-landing-heading = Identity verification
liveform-landing-text = On this site people prove who they are with an identity document and a selfie. To begin, open the link that the company gave you.
liveform-landing-dashboard = Sign in to the dashboard
liveform-unknown-heading = This link does not work
liveform-unknown-text = We do not know the project that this link belongs to. Check that the address is complete, or ask the company for a new link.
liveform-invalid-heading = This link is not valid
liveform-invalid-text = A part of the address is too long or contains characters that are not allowed. Ask the company for a new link.
liveform-unusable-address-heading = This link cannot be used
liveform-unusable-address-text = A part of the address is damaged or was not made for this project. Open the link that the company gave you once more, or ask for a new one.
liveform-start-expired-heading = This link has expired
liveform-start-expired-text = It could be used until a certain moment, which has passed. Ask the company for a new link.
liveform-token-missing-heading = A personal link is needed
liveform-token-missing-text = This page opens with the personal link that the company sent you. Open that link, or ask the company for one.
liveform-token-unknown-heading = This link is not valid
liveform-token-unknown-text = The company does not know the code in this link. Check that the whole link was opened, or ask the company for a new one.
liveform-token-expired-heading = This link has expired
liveform-token-expired-text = It could be used for three minutes after it was first used. Ask the company for a new link.
liveform-token-approved-heading = You are verified already
liveform-token-approved-text = A verification with this link was completed and approved. There is nothing more to do.
liveform-token-pending-heading = Your verification is being checked
liveform-token-pending-text = A verification with this link is complete and is being looked at. You will hear of the result.
liveform-token-rejected-heading = This link was used
liveform-token-rejected-text = A verification with this link was completed and not accepted. Ask the company for a new link.
liveform-address-heading = Your address
liveform-address-text = { $project } asks for your address. It is added to your verification.
liveform-address-formatted_address = Address
liveform-address-detail = Floor or flat
liveform-address-zipcode = Postal code
liveform-address-city = City
liveform-address-country = Country
liveform-address-button = Send
liveform-address-saved-heading = Your address was added
liveform-address-saved-text = There is nothing more to do. You can close this page.
liveform-address-refused-heading = No address can be added
liveform-address-refused-text = This link leads to no verification that takes an address. Ask the company for a new link.
liveform-error-code = Error code:
liveform-not-found-heading = There is no such page
liveform-not-found-text = Check the address, or open the link that the company gave you once more.
liveform-failed-heading = Something went wrong on our side
liveform-failed-text = Please try again in a few minutes.

# Errors that the server answers with
liveform-error-not_found = This verification no longer exists. Please start again.
liveform-error-invalid = Please check this entry.
liveform-error-invalid-email = Enter an e-mail address such as name@example.com.
liveform-error-invalid-country = Documents of this country are not accepted here. Choose another one.
liveform-error-invalid-kind = This kind of document is not accepted here. Choose another one.
liveform-error-invalid-name = Enter your name as it stands in the document.
liveform-error-invalid-birth_date = Enter your date of birth.
liveform-error-invalid-date = Enter a date that exists.
liveform-error-invalid-country_code = Choose an entry from the list.
liveform-error-invalid-text = This text is too long.
liveform-error-consent = Please give your consent first.
liveform-error-invalid-capture = Only pictures taken with the camera on this page are accepted here. Use the camera.
liveform-error-invalid-challenge = Before the selfie, please do the movements that the page shows.
liveform-error-unauthorized = Your session has ended. Please start again.
liveform-error-forbidden = This is not allowed here. Please contact the company.
liveform-error-conflict = This step is no longer possible. We bring you to the right one.
liveform-error-busy = Many people are being verified at this moment. Please try again shortly; your picture is kept.
liveform-error-image = This picture cannot be opened. Take a new one.
liveform-error-too_large = This picture is too large. It may have up to 20 MB.
liveform-error-unusable_address = A part of this page's address is damaged or was not made for this project. Ask the company for a new link.
liveform-error-invalid-address = Enter your address, at most 500 characters in each field.
liveform-error-start_expired = The link by which you came has expired. Ask the company for a new link.
liveform-error-approved_period = You have been verified here already. You can verify again from { $date }, { $time } UTC. If you lost access to your account, please contact the company.
liveform-error-submission_limit = You have started too many verifications here. You can start a new one from { $date }, { $time } UTC. If you have questions, please contact the company.
liveform-error-reject_period = Your last verification was not accepted. You can try again from { $date }, { $time } UTC. If you have questions, please contact the company.
liveform-error-malformed = The server did not understand the request. Please load the page again.
liveform-error-internal = Something went wrong on our side. Please try again.

# Why movements were not recognised, and what helps
liveform-failure-out_of_time = That took too long. Watch the sign and do what it shows straight away; a small, clear movement is enough.
liveform-failure-face_lost = We lost sight of your face. Keep it in the oval all the time.
liveform-failure-another_person = We saw another face. Please do all movements yourself, and be alone in the picture.
liveform-failure-several_faces = There was somebody else in the picture. Please be alone in it.
liveform-failure-wrong_movement = That was another movement than the one shown. Watch the sign and do only what it shows.
liveform-failure-frames_out_of_order = The pictures of your camera did not arrive as they should. Check your connection and try again.
liveform-failure-frames_repeated = The pictures of your camera did not arrive as they should. Close other programs that use the camera and try again.
liveform-failure-frames_frozen = The picture of your camera stood still. Close other programs that use the camera and try again.
liveform-failure-implausible_timing = The pictures of your camera did not arrive as they should. Check your connection and try again.
liveform-failure-implausible_motion = We could not follow your movement. Move slowly, in even light.
liveform-failure-looks_like_a_picture = We could not tell that you are really in front of the camera. Show your own face, not a picture, in even light.
liveform-failure-unusable_frames = The pictures of your camera could not be used. Try again, or use another browser.

# Texts for the scripts
liveform-script-step-of = Step { $number } of { $count }: { $name }
liveform-script-capture-any = Photo page of your document or front of the card
liveform-script-capture-front = Front of the document
liveform-script-capture-back = Back of the document
liveform-script-capture-passport = Page with your photo
liveform-script-capture-selfie = Selfie
liveform-script-guide-any = Place the side with your photo in the frame
liveform-script-guide-front = Place the front of your document in the frame
liveform-script-guide-back = Place the back of your document in the frame
liveform-script-guide-passport = Place the page with your photo in the frame
liveform-script-guide-selfie = Hold your face in the oval
liveform-script-manual = Fit it into the frame and press the button
liveform-script-taken = Picture taken
liveform-script-hint-hold_still = Hold still
liveform-script-hint-nothing_found-document = No document found yet
liveform-script-hint-nothing_found-selfie = No face found yet
liveform-script-hint-too_far = Come closer
liveform-script-hint-too_close = Move a little away
liveform-script-hint-cut_off = Show all of it
liveform-script-hint-blurred = Blurred: hold still
liveform-script-hint-too_dark = Too dark: find more light
liveform-script-hint-too_bright = Too bright: find softer light
liveform-script-hint-glare = Reflection: tilt it slightly
liveform-script-hint-off_centre = Move it to the centre
liveform-script-hint-several_faces = Only one face, please
liveform-script-hint-turn_to_camera = Look straight into the camera
liveform-script-prompt-face_the_camera = Look into the camera and hold still
liveform-script-prompt-one_face_only = Only one face, please
liveform-script-prompt-closer_to_camera = Come a little closer
liveform-script-prompt-farther_away = Move a little away
liveform-script-prompt-more_light = Find more light
liveform-script-prompt-turn_left = Turn your head to your left
liveform-script-prompt-turn_right = Turn your head to your right
liveform-script-prompt-look_up = Lift your chin
liveform-script-prompt-blink = Close your eyes for a moment
liveform-script-prompt-come_closer = Come closer to the camera
liveform-script-prompt-back_to_centre = Good. Back to the middle
liveform-script-prompt-passed = Done
liveform-script-more-turn_left = A little further to your left
liveform-script-more-turn_right = A little further to your right
liveform-script-more-look_up = Lift your chin a little higher
liveform-script-more-blink = Close your eyes a little longer
liveform-script-more-come_closer = Come a little closer still
liveform-script-uploading = Sending your picture: { $percent } %
liveform-script-working = Received. Reading and checking.
liveform-script-countries-found = Countries found: { $count }
liveform-script-countries-none = No country found
liveform-script-suggested = Suggested
liveform-script-all-countries = All countries
liveform-script-required-country = Choose the country that issued your document.
liveform-script-required-kind = Choose the kind of your document.
liveform-script-required-email = Enter an e-mail address such as name@example.com.
liveform-script-required-consent = Please give your consent to go on.
liveform-script-required-field = Please fill in this field.
liveform-script-file-too-large = This file is too large. It may have up to 20 MB.
liveform-script-file-wrong-kind = This file is no picture that can be read here. Choose a JPEG, PNG or WebP.
liveform-script-camera-refused = The camera was not allowed. Allow this page to use it: tap the icon beside the address, choose the permission for the camera, then try again.
liveform-script-camera-absent = No camera was found on this device. Connect one, or open this page on your phone.
liveform-script-camera-taken = The camera is in use by another program. Close that program, then try again.
liveform-script-camera-insecure = The browser allows the camera only on secure pages (https). Open the page by its secure address.
liveform-script-camera-failed = The camera could not be started. Try again, or use another browser.
liveform-script-offline = There is no connection to the server. Check your internet connection, then try again; your picture is kept.
liveform-script-wait = You can try again in { $seconds } seconds.
liveform-script-unexpected = Something went wrong. Please try again.
