# 라이브폼: 신분증과 얼굴을 확인하는 페이지.
# liveform-script- 로 시작하는 문구는 페이지의 스크립트에 전달되며, { $name } 은 자리 표시로 남는다.
liveform-title = 본인 확인
liveform-continue = 계속
liveform-try-again = 다시 시도
liveform-attempts-left = { $attempts ->
   *[other] 남은 시도 횟수: { $attempts }회
}

# 페이지 틀
liveform-skip-to-content = 본문으로 건너뛰기
liveform-secure-check = 본인 확인
liveform-steps = 단계
liveform-step-start = 시작
liveform-step-document = 신분증
liveform-step-details = 정보 확인
liveform-step-selfie = 얼굴 촬영
liveform-language = 언어
liveform-privacy-policy = 개인정보 처리방침
liveform-terms-of-use = 이용약관
liveform-opens-new-tab = (새 탭에서 열림)
liveform-needs-scripts = 이 페이지는 카메라를 사용하므로 JavaScript가 필요합니다. 브라우저 설정에서 켜거나 다른 브라우저에서 열어 주세요.
liveform-back = 뒤로

# 데스크톱: 휴대전화로 이어서 하기
liveform-handover-heading = 휴대전화에서 계속하기
liveform-handover-text = 신분증은 휴대전화로 촬영할 때 가장 잘 나옵니다. 휴대전화 카메라로 코드를 비추고 링크를 열어 주세요.
liveform-handover-code = 이 페이지 주소가 담긴 QR 코드
liveform-handover-here = 이 컴퓨터에서 계속
liveform-handover-local = 이 주소는 이 컴퓨터에서만 열 수 있으므로 아직 휴대전화로는 열 수 없습니다.

# 시작
liveform-start-heading = { $project } 본인 확인
liveform-start-text = 신분증을 준비해 주세요. 약 3분이 걸립니다.
liveform-start-point-document = 신분증을 촬영합니다
liveform-start-point-details = 신분증에서 읽은 정보를 확인합니다
liveform-start-point-selfie = 신분증 사진과 비교할 수 있도록 얼굴을 촬영합니다
liveform-email = 이메일 주소
liveform-email-hint = 이 주소로 결과를 보내 드립니다.
liveform-consent = { $project }에서 본인 확인을 위하여 제 신분증 사진과 얼굴 사진, 그리고 사진에서 읽은 정보를 처리하는 것에 동의합니다.
liveform-consent-details = 정보 이용 안내:
liveform-start-privacy = 사진과 정보는 암호화하여 저장됩니다.
liveform-start-button = 시작

# 국가와 신분증 종류
liveform-choice-heading = 어떤 신분증을 사용하시겠습니까?
liveform-choice-country = 발급 국가
liveform-choice-country-search = 국가 검색
liveform-choice-country-placeholder = 국가를 선택하세요
liveform-choice-kind = 신분증 종류
liveform-kind-passport = 여권
liveform-kind-passport-hint = 사진이 있는 면
liveform-kind-drivers_license = 운전면허증
liveform-kind-drivers_license-hint = 앞면과 뒷면
liveform-kind-government_id = 신분증
liveform-kind-government_id-hint = 앞면과 뒷면
liveform-kind-residence_permit = 외국인등록증·거주 허가증
liveform-kind-residence_permit-hint = 앞면과 뒷면
liveform-kind-visa = 비자
liveform-kind-visa-hint = 비자가 부착된 면
liveform-choice-tip = 다음 화면에서 브라우저가 카메라 사용 권한을 묻습니다. 허용해 주세요.

# 카메라
liveform-capture-shutter = 촬영
liveform-capture-upload = 사진 파일 올리기
liveform-capture-starting = 카메라를 켜는 중입니다
liveform-capture-automatic = 사진은 자동으로 촬영됩니다.
liveform-preview-document-heading = 모두 읽을 수 있나요?
liveform-preview-document-text = 네 모서리가 모두 보이고, 글자가 선명하며, 손가락이나 빛 반사로 가려진 곳이 없어야 합니다.
liveform-preview-document-image = 촬영한 신분증 사진
liveform-preview-selfie-heading = 얼굴이 잘 보이나요?
liveform-preview-selfie-text = 얼굴 전체가 선명하고 고르게 밝아야 합니다.
liveform-preview-selfie-image = 촬영한 얼굴 사진
liveform-preview-use = 이 사진 사용
liveform-preview-again = 다시 촬영
liveform-back-side-heading = 이제 신분증을 뒤집어 주세요
liveform-back-side-text = 뒷면 사진도 필요합니다.
liveform-back-side-any-heading = 신분증에 뒷면이 있나요?
liveform-back-side-any-text = 카드형 신분증은 뒤집어서 뒷면도 촬영해 주세요. 여권은 필요하지 않습니다.
liveform-back-side-none = 제 신분증에는 뒷면이 없습니다

# 읽기
liveform-reading-heading = 신분증을 읽고 있습니다
liveform-reading-text = 몇 초가 걸립니다. 이 페이지를 닫지 말아 주세요.
liveform-checking-heading = 얼굴 사진을 확인하고 있습니다
liveform-checking-text = 신분증의 사진과 비교하고 있습니다. 이 페이지를 닫지 말아 주세요.

# 정보 확인
liveform-confirm-heading = 내용이 맞나요?
liveform-confirm-text = 신분증과 비교하여 틀린 내용은 고치고 빠진 내용은 입력해 주세요.
liveform-field-full_name = 성명
liveform-field-last_name = 성
liveform-field-first_name = 이름
liveform-field-birth_date = 생년월일
liveform-field-gender = 성별
liveform-field-gender-unspecified = 표시되지 않음
liveform-field-gender-female = 여성
liveform-field-gender-male = 남성
liveform-field-nationality = 국적
liveform-field-nationality-none = 국적을 선택하세요
liveform-field-document_number = 문서 번호
liveform-field-identity_number = 개인 식별 번호
liveform-field-issue_date = 발급일
liveform-field-expire_date = 만료일
liveform-field-read = 신분증에서 읽음
liveform-field-missing = 입력해 주세요
liveform-field-optional = 신분증에 있는 경우
liveform-confirm-button = 확인
liveform-confirm-again = 신분증 다시 촬영

# 얼굴 촬영
liveform-selfie-heading = 이제 얼굴을 촬영해 주세요
liveform-selfie-text = 신분증의 사진과 얼굴을 비교합니다.
liveform-selfie-tip-light = 빛을 마주 보세요. 창문이나 조명을 등지지 마세요.
liveform-selfie-tip-face = 선글라스, 모자, 마스크를 벗어 주세요.
liveform-selfie-tip-alone = 혼자 화면에 나오도록 하고 카메라를 정면으로 바라보세요.
liveform-selfie-tip-movements = 먼저 고개 돌리기처럼 간단한 동작 세 가지를 안내합니다. 화면의 표시를 따라 해 주세요.
liveform-liveness-heading = 표시를 따라 해 주세요
liveform-liveness-cannot = 이 동작을 할 수 없어요
liveform-liveness-without-camera = 카메라 없이 계속하기
liveform-liveness-waived-heading = 동작 없이 계속할 수 있습니다
liveform-liveness-waived-text = 얼굴을 촬영해 주세요. 이후 담당자가 직접 확인하므로 시간이 조금 더 걸릴 수 있습니다.
liveform-selfie-button = 카메라 열기

# 재시도
liveform-asked-again-heading = 사진이 한 번 더 필요합니다
liveform-asked-again-text = 담당자가 검토한 결과 사진을 다시 촬영해 주시기 바랍니다. 시도 횟수는 차감되지 않습니다.
liveform-asked-again-reason = 다시 촬영할 때 유의할 점
liveform-retry-heading = 아직 확인하지 못했습니다
liveform-retry-choose = 다른 신분증 선택

# 카메라 문제
liveform-camera-heading = 카메라를 사용할 수 없습니다
liveform-file-heading = 이 사진은 사용할 수 없습니다
liveform-camera-retry = 카메라 다시 시도
liveform-camera-upload = 사진 선택
liveform-camera-upload-hint = JPEG, PNG, WebP 형식, 최대 20MB.

# 그 밖의 문제
liveform-problem-heading = 진행하지 못했습니다
liveform-blocked-heading = 아직 다시 인증할 수 없습니다
liveform-start-again = 처음부터 다시 시작

# 결과
liveform-approved-heading = 본인 확인이 완료되었습니다
liveform-approved-text = { $project } 본인 확인이 끝났습니다. 이 페이지를 닫으셔도 됩니다.
liveform-pending-heading = 감사합니다. 확인하고 있습니다
liveform-pending-text = 담당자가 사진을 직접 확인합니다. 결과는 { $project }에서 알려 드리며, 더 하실 일은 없습니다. 이 페이지를 닫으셔도 됩니다.
liveform-rejected-heading = 본인 확인을 하지 못했습니다
liveform-return = { $project } 페이지로 돌아가기

# 프로젝트가 없는 페이지
liveform-landing-heading = 본인 확인
liveform-landing-text = 이 사이트에서는 신분증과 얼굴 촬영으로 본인을 확인합니다. 시작하려면 회사에서 받은 링크를 열어 주세요.
liveform-landing-dashboard = 대시보드 로그인
liveform-unknown-heading = 사용할 수 없는 링크입니다
liveform-unknown-text = 이 링크에 해당하는 프로젝트를 찾을 수 없습니다. 주소가 모두 입력되었는지 확인하거나 회사에 새 링크를 요청해 주세요.
liveform-invalid-heading = 올바르지 않은 링크입니다
liveform-invalid-text = 주소의 일부가 너무 길거나 허용되지 않는 문자가 들어 있습니다. 회사에 새 링크를 요청해 주세요.
liveform-unusable-address-heading = 사용할 수 없는 링크입니다
liveform-unusable-address-text = 주소의 일부가 손상되었거나 이 프로젝트용으로 만들어진 것이 아닙니다. 회사에서 받은 링크를 다시 열거나 새 링크를 요청해 주세요.
liveform-start-expired-heading = 만료된 링크입니다
liveform-start-expired-text = 이 링크의 사용 기한이 지났습니다. 회사에 새 링크를 요청해 주세요.
liveform-token-missing-heading = 개인 링크가 필요합니다
liveform-token-missing-text = 이 페이지는 회사에서 보낸 개인 링크로 열 수 있습니다. 해당 링크를 열거나 회사에 요청해 주세요.
liveform-token-unknown-heading = 유효하지 않은 링크입니다
liveform-token-unknown-text = 회사에 등록되지 않은 링크입니다. 링크 전체를 열었는지 확인하거나 회사에 새 링크를 요청해 주세요.
liveform-token-expired-heading = 만료된 링크입니다
liveform-token-expired-text = 이 링크는 처음 사용한 후 3분 동안만 사용할 수 있습니다. 회사에 새 링크를 요청해 주세요.
liveform-token-approved-heading = 이미 인증되었습니다
liveform-token-approved-text = 이 링크로 진행한 인증이 완료되어 승인되었습니다. 더 하실 일은 없습니다.
liveform-token-pending-heading = 인증을 검토하고 있습니다
liveform-token-pending-text = 이 링크로 진행한 인증이 완료되어 검토 중입니다. 결과를 알려 드리겠습니다.
liveform-token-rejected-heading = 이미 사용된 링크입니다
liveform-token-rejected-text = 이 링크로 진행한 인증이 완료되었으나 승인되지 않았습니다. 회사에 새 링크를 요청해 주세요.
liveform-address-heading = 주소 입력
liveform-address-text = { $project }에서 주소를 요청합니다. 입력한 주소는 본인 인증에 추가됩니다.
liveform-address-formatted_address = 주소
liveform-address-detail = 상세 주소
liveform-address-zipcode = 우편번호
liveform-address-city = 도시
liveform-address-country = 국가
liveform-address-button = 보내기
liveform-address-saved-heading = 주소가 추가되었습니다
liveform-address-saved-text = 더 하실 일은 없습니다. 이 페이지를 닫으셔도 됩니다.
liveform-address-refused-heading = 주소를 추가할 수 없습니다
liveform-address-refused-text = 이 링크에 해당하는 인증이 주소를 받지 않습니다. 회사에 새 링크를 요청해 주세요.
liveform-error-code = 오류 코드:
liveform-not-found-heading = 없는 페이지입니다
liveform-not-found-text = 주소를 확인하거나 회사에서 받은 링크를 다시 열어 주세요.
liveform-failed-heading = 서버에 문제가 생겼습니다
liveform-failed-text = 몇 분 뒤에 다시 시도해 주세요.

# 서버의 오류 응답
liveform-error-not_found = 이 본인 확인은 더 이상 존재하지 않습니다. 처음부터 다시 시작해 주세요.
liveform-error-invalid = 입력한 내용을 확인해 주세요.
liveform-error-invalid-email = name@example.com 형식의 이메일 주소를 입력해 주세요.
liveform-error-invalid-country = 이 국가에서 발급된 신분증은 사용할 수 없습니다. 다른 국가를 선택해 주세요.
liveform-error-invalid-kind = 이 종류의 신분증은 사용할 수 없습니다. 다른 종류를 선택해 주세요.
liveform-error-invalid-name = 신분증에 있는 대로 성명을 입력해 주세요.
liveform-error-invalid-birth_date = 생년월일을 입력해 주세요.
liveform-error-invalid-date = 실제로 있는 날짜를 입력해 주세요.
liveform-error-invalid-country_code = 목록에서 선택해 주세요.
liveform-error-invalid-text = 내용이 너무 깁니다.
liveform-error-consent = 먼저 동의해 주세요.
liveform-error-invalid-capture = 이 페이지의 카메라로 촬영한 사진만 사용할 수 있습니다. 카메라로 촬영해 주세요.
liveform-error-invalid-challenge = 얼굴을 촬영하기 전에 화면에 나오는 동작을 먼저 해 주세요.
liveform-error-unauthorized = 세션이 끝났습니다. 처음부터 다시 시작해 주세요.
liveform-error-forbidden = 허용되지 않은 요청입니다. 회사에 문의해 주세요.
liveform-error-conflict = 이 단계는 더 이상 진행할 수 없습니다. 올바른 단계로 이동합니다.
liveform-error-busy = 지금 이용자가 많습니다. 잠시 후 다시 시도해 주세요. 촬영한 사진은 그대로 남아 있습니다.
liveform-error-image = 사진을 열 수 없습니다. 다시 촬영해 주세요.
liveform-error-too_large = 사진이 너무 큽니다. 최대 20MB까지 보낼 수 있습니다.
liveform-error-unusable_address = 이 페이지 주소의 일부가 손상되었거나 이 프로젝트용으로 만들어진 것이 아닙니다. 회사에 새 링크를 요청해 주세요.
liveform-error-invalid-address = 주소를 입력해 주세요. 각 항목은 500자까지 입력할 수 있습니다.
liveform-error-start_expired = 접속한 링크가 만료되었습니다. 회사에 새 링크를 요청해 주세요.
liveform-error-approved_period = 이미 이곳에서 인증을 완료하셨습니다. { $date } { $time }(UTC)부터 다시 인증할 수 있습니다. 계정에 접근할 수 없다면 해당 기업에 문의해 주세요.
liveform-error-submission_limit = 인증을 너무 많이 시작하셨습니다. { $date } { $time }(UTC)부터 새로 시작할 수 있습니다. 궁금한 점은 해당 기업에 문의해 주세요.
liveform-error-reject_period = 최근 인증이 승인되지 않았습니다. { $date } { $time }(UTC)부터 다시 시도할 수 있습니다. 궁금한 점은 해당 기업에 문의해 주세요.
liveform-error-malformed = 서버가 요청을 이해하지 못했습니다. 페이지를 새로 고침해 주세요.
liveform-error-internal = 서버에 문제가 생겼습니다. 다시 시도해 주세요.

# 동작을 확인하지 못한 이유와 도움말
liveform-failure-out_of_time = 시간이 너무 오래 걸렸습니다. 표시를 보고 바로 따라 해 주세요. 작지만 분명한 동작이면 충분합니다.
liveform-failure-face_lost = 얼굴이 화면에서 벗어났습니다. 얼굴을 타원 안에 유지해 주세요.
liveform-failure-another_person = 다른 얼굴이 보였습니다. 모든 동작을 본인이 직접, 혼자 나오는 화면에서 해 주세요.
liveform-failure-several_faces = 화면에 다른 사람이 있었습니다. 혼자만 나오게 해 주세요.
liveform-failure-wrong_movement = 표시와 다른 동작이었습니다. 표시에 나오는 동작만 해 주세요.
liveform-failure-frames_out_of_order = 카메라 영상이 제대로 전달되지 않았습니다. 인터넷 연결을 확인하고 다시 시도해 주세요.
liveform-failure-frames_repeated = 카메라 영상이 제대로 전달되지 않았습니다. 카메라를 쓰는 다른 프로그램을 닫고 다시 시도해 주세요.
liveform-failure-frames_frozen = 카메라 화면이 멈췄습니다. 카메라를 쓰는 다른 프로그램을 닫고 다시 시도해 주세요.
liveform-failure-implausible_timing = 카메라 영상이 제대로 전달되지 않았습니다. 인터넷 연결을 확인하고 다시 시도해 주세요.
liveform-failure-implausible_motion = 움직임을 확인하지 못했습니다. 고르게 밝은 곳에서 천천히 움직여 주세요.
liveform-failure-looks_like_a_picture = 실제로 카메라 앞에 계신지 확인할 수 없습니다. 고르게 밝은 곳에서 사진이 아닌 본인의 얼굴을 보여 주세요.
liveform-failure-unusable_frames = 카메라 영상을 사용할 수 없습니다. 다시 시도하거나 다른 브라우저를 사용해 주세요.

# 스크립트 문구
liveform-script-step-of = { $count }단계 중 { $number }단계: { $name }
liveform-script-capture-any = 신분증의 사진이 있는 면
liveform-script-capture-front = 신분증 앞면
liveform-script-capture-back = 신분증 뒷면
liveform-script-capture-passport = 사진이 있는 면
liveform-script-capture-selfie = 얼굴 촬영
liveform-script-guide-any = 사진이 있는 면을 틀 안에 맞춰 주세요
liveform-script-guide-front = 신분증 앞면을 틀 안에 맞춰 주세요
liveform-script-guide-back = 신분증 뒷면을 틀 안에 맞춰 주세요
liveform-script-guide-passport = 사진이 있는 면을 틀 안에 맞춰 주세요
liveform-script-guide-selfie = 얼굴을 타원 안에 맞춰 주세요
liveform-script-manual = 틀 안에 맞추고 버튼을 눌러 주세요
liveform-script-taken = 촬영했습니다
liveform-script-hint-hold_still = 움직이지 마세요
liveform-script-hint-nothing_found-document = 신분증이 아직 보이지 않습니다
liveform-script-hint-nothing_found-selfie = 얼굴이 아직 보이지 않습니다
liveform-script-hint-too_far = 더 가까이 와 주세요
liveform-script-hint-too_close = 조금 멀리해 주세요
liveform-script-hint-cut_off = 전체가 보이게 해 주세요
liveform-script-hint-blurred = 흐립니다. 움직이지 마세요
liveform-script-hint-too_dark = 어둡습니다. 더 밝은 곳으로 가 주세요
liveform-script-hint-too_bright = 너무 밝습니다. 빛을 줄여 주세요
liveform-script-hint-glare = 빛이 반사됩니다. 살짝 기울여 주세요
liveform-script-hint-off_centre = 가운데로 옮겨 주세요
liveform-script-hint-several_faces = 한 사람만 나오게 해 주세요
liveform-script-hint-turn_to_camera = 카메라를 정면으로 봐 주세요
liveform-script-prompt-face_the_camera = 카메라를 보고 가만히 계세요
liveform-script-prompt-one_face_only = 한 사람만 나오게 해 주세요
liveform-script-prompt-closer_to_camera = 조금 더 가까이 와 주세요
liveform-script-prompt-farther_away = 조금 멀어져 주세요
liveform-script-prompt-more_light = 더 밝은 곳으로 가 주세요
liveform-script-prompt-turn_left = 고개를 왼쪽으로 돌려 주세요
liveform-script-prompt-turn_right = 고개를 오른쪽으로 돌려 주세요
liveform-script-prompt-look_up = 턱을 들어 주세요
liveform-script-prompt-blink = 눈을 잠깐 감았다 떠 주세요
liveform-script-prompt-come_closer = 카메라에 가까이 와 주세요
liveform-script-prompt-back_to_centre = 좋아요. 정면으로 돌아와 주세요
liveform-script-prompt-passed = 완료했습니다
liveform-script-more-turn_left = 왼쪽으로 조금 더 돌려 주세요
liveform-script-more-turn_right = 오른쪽으로 조금 더 돌려 주세요
liveform-script-more-look_up = 턱을 조금 더 들어 주세요
liveform-script-more-blink = 눈을 조금 더 오래 감아 주세요
liveform-script-more-come_closer = 조금 더 가까이 와 주세요
liveform-script-uploading = 사진을 보내는 중: { $percent }%
liveform-script-working = 사진을 받았습니다. 확인하고 있습니다.
liveform-script-countries-found = 찾은 국가: { $count }개
liveform-script-countries-none = 찾은 국가가 없습니다
liveform-script-suggested = 추천
liveform-script-all-countries = 모든 국가
liveform-script-required-country = 신분증을 발급한 국가를 선택해 주세요.
liveform-script-required-kind = 신분증 종류를 선택해 주세요.
liveform-script-required-email = name@example.com 형식의 이메일 주소를 입력해 주세요.
liveform-script-required-consent = 계속하려면 동의해 주세요.
liveform-script-required-field = 이 항목을 입력해 주세요.
liveform-script-file-too-large = 파일이 너무 큽니다. 최대 20MB까지 올릴 수 있습니다.
liveform-script-file-wrong-kind = 읽을 수 없는 파일입니다. JPEG, PNG, WebP 사진을 선택해 주세요.
liveform-script-camera-refused = 카메라 사용이 허용되지 않았습니다. 주소 옆의 아이콘을 눌러 카메라 권한을 허용한 다음 다시 시도해 주세요.
liveform-script-camera-absent = 이 기기에서 카메라를 찾을 수 없습니다. 카메라를 연결하거나 휴대전화에서 이 페이지를 열어 주세요.
liveform-script-camera-taken = 다른 프로그램이 카메라를 사용하고 있습니다. 그 프로그램을 닫고 다시 시도해 주세요.
liveform-script-camera-insecure = 브라우저는 보안 페이지(https)에서만 카메라를 허용합니다. 보안 주소로 페이지를 열어 주세요.
liveform-script-camera-failed = 카메라를 켜지 못했습니다. 다시 시도하거나 다른 브라우저를 사용해 주세요.
liveform-script-offline = 서버에 연결할 수 없습니다. 인터넷 연결을 확인하고 다시 시도해 주세요. 촬영한 사진은 그대로 남아 있습니다.
liveform-script-wait = { $seconds }초 뒤에 다시 시도할 수 있습니다.
liveform-script-unexpected = 문제가 생겼습니다. 다시 시도해 주세요.
