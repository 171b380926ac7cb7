# Mails. Sentences are plain text: they appear in the text part and, escaped, in the HTML part.
mail-greeting = Hello,
mail-reference-label = Reference
mail-automatic = This message was sent automatically for { $project }. Please do not reply to it with pictures of your document.
mail-questions = Do you have questions? Write to { $email }.
mail-link-fallback = If the button does not work, copy this address into your browser:

mail-approved-subject = { $project }: your identity is verified
mail-approved-heading = Your identity is verified
mail-approved-body = The identity verification that { $project } asked you for was successful.
mail-approved-next = You do not have to do anything else here. You can go on where you started.

mail-pending-subject = { $project }: your verification is being reviewed
mail-pending-heading = Your verification is being reviewed
mail-pending-body = We have received everything that is needed for { $project }. A person now looks at your verification.
mail-pending-next = You do not have to do anything. You get another message as soon as there is a result.

mail-rejected-subject = { $project }: your identity could not be verified
mail-rejected-heading = Your identity could not be verified
mail-rejected-body = The identity verification that { $project } asked you for did not succeed.
mail-rejected-reason = Reason
mail-rejected-comment = Note of the reviewer
mail-rejected-next = If you think that this is a mistake, please contact { $project } and quote your reference.
mail-rejected-start-again = Start again

mail-capture-subject = { $project }: please take a picture again
mail-capture-heading = One more picture is needed
mail-capture-body = A person looked at your verification for { $project } and asks you to take a picture again. What you did so far is kept, and this costs you no attempt.
mail-capture-button = Go on
mail-capture-next = Please do so within 72 hours; after that the verification ends. The link is only for you: whoever opens it goes on with your verification.

mail-sign-in-subject = Your sign-in link for Argos
mail-sign-in-heading = Sign in to Argos
mail-sign-in-body = Open the link to sign in to the dashboard.
mail-sign-in-project = You have been given access to the project { $project }.
mail-sign-in-validity = { $minutes ->
    [one] The link works once, within one minute.
   *[other] The link works once, within { $minutes } minutes.
}
mail-sign-in-button = Sign in
mail-sign-in-unasked = If you did not ask for this link, you can ignore this message. Never pass the link on: whoever opens it is signed in as you.
mail-sign-in-automatic = This message was sent automatically.

mail-access-subject = Access to Argos requested: { $company }
mail-access-heading = Somebody asks for access to the dashboard
mail-access-body = Nothing below was checked: it is what somebody typed into the public form. Make sure who it is before you give access.
mail-access-company = Company
mail-access-project = Project ID
mail-access-email = E-mail address
mail-access-address = Sent from
mail-access-server = Server
mail-access-unknown = not given
mail-access-message = Message:
mail-access-next = Access is given on the host with "argos admin grant". An answer to this message goes to the e-mail address above.

mail-role-label = Role
mail-role-owner = Owner
mail-role-leader = Leader
mail-role-member = Member
mail-role-agent = Agent
mail-role-guest = Guest

mail-invited-subject = Invitation to { $project } on Argos
mail-invited-heading = You are invited to { $project }
mail-invited-body = { $by } invites you to the identity verification dashboard of { $project }.
mail-invited-validity = { $days ->
    [one] The link works once, within one day. After that, ask { $by } to invite you again.
   *[other] The link works once, within { $days } days. After that, ask { $by } to invite you again.
}
mail-invited-button = Accept and sign in
mail-invited-unasked = If you do not know what this is about, you can ignore this message. Never pass the link on: whoever opens it is signed in as you.

mail-granted-subject = You have access to { $project } on Argos
mail-granted-heading = You have access to { $project }
mail-granted-body = { $by } has given you access to the identity verification dashboard of { $project }. Sign in as usual.
mail-granted-button = Open the dashboard
mail-granted-unasked = If you do not need this access, tell { $by }.

mail-account-password = Your Argos password was set
mail-account-app-set-up = An authenticator app was set up for your Argos account
mail-account-app-removed = The authenticator app of your Argos account was removed
mail-account-recovery-codes = The recovery codes of your Argos account were replaced
mail-account-app-reset = The operator removed the authenticator app of your Argos account
mail-account-body = This message is for your information. If it was you, there is nothing to do.
mail-account-label = Account
mail-account-when = Time (UTC)
mail-account-address = From the address
mail-account-button = Open your account
mail-account-not-you = If it was not you: ask for a sign-in link, set another password, sign out everywhere else, and tell the owner of your project.
