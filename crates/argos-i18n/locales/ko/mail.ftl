# 메일 문구. 일반 텍스트이며, 텍스트 본문과 HTML 본문(이스케이프 처리됨)에 모두 쓰인다.
mail-greeting = 안녕하세요.
mail-reference-label = 참조 번호
mail-automatic = 이 메일은 { $project } 관련하여 자동으로 발송되었습니다. 신분증 사진을 이 메일에 회신으로 보내지 마세요.
mail-questions = 궁금한 점이 있으면 { $email }(으)로 문의해 주세요.
mail-link-fallback = 버튼이 작동하지 않으면 아래 주소를 복사하여 브라우저에 붙여 넣으세요.

mail-approved-subject = { $project }: 본인 확인이 완료되었습니다
mail-approved-heading = 본인 확인이 완료되었습니다
mail-approved-body = { $project }에서 요청한 본인 확인이 승인되었습니다.
mail-approved-next = 여기에서 더 하실 일은 없습니다. 시작하신 곳에서 계속 진행하시면 됩니다.

mail-pending-subject = { $project }: 본인 확인을 검토하고 있습니다
mail-pending-heading = 본인 확인을 검토하고 있습니다
mail-pending-body = { $project }에 필요한 자료를 모두 받았습니다. 담당자가 내용을 검토하고 있습니다.
mail-pending-next = 지금 하실 일은 없습니다. 결과가 나오면 다시 메일로 알려 드립니다.

mail-rejected-subject = { $project }: 본인 확인을 완료하지 못했습니다
mail-rejected-heading = 본인 확인을 완료하지 못했습니다
mail-rejected-body = { $project }에서 요청한 본인 확인이 승인되지 않았습니다.
mail-rejected-reason = 사유
mail-rejected-comment = 검토자 의견
mail-rejected-next = 잘못된 결과라고 생각되시면 { $project }에 문의하시고 참조 번호를 알려 주세요.
mail-rejected-start-again = 다시 시작하기

mail-capture-subject = { $project }: 사진을 다시 촬영해 주세요
mail-capture-heading = 사진이 한 번 더 필요합니다
mail-capture-body = 담당자가 { $project }의 본인 확인을 검토한 결과 사진을 다시 촬영해 주시기 바랍니다. 지금까지 입력하신 내용은 그대로 보관되며, 시도 횟수는 차감되지 않습니다.
mail-capture-button = 계속하기
mail-capture-next = 72시간 안에 진행해 주세요. 이후에는 본인 확인이 종료됩니다. 이 링크는 본인만 사용해 주세요. 링크를 여는 사람은 누구나 회원님의 본인 확인을 이어서 진행할 수 있습니다.

mail-sign-in-subject = Argos 로그인 링크
mail-sign-in-heading = Argos 로그인
mail-sign-in-body = 링크를 열면 대시보드에 로그인됩니다.
mail-sign-in-project = { $project } 프로젝트에 대한 접근 권한이 부여되었습니다.
mail-sign-in-validity = { $minutes ->
   *[other] 링크는 { $minutes }분 안에 한 번만 사용할 수 있습니다.
}
mail-sign-in-button = 로그인
mail-sign-in-unasked = 이 링크를 요청하지 않으셨다면 이 메일을 무시하셔도 됩니다. 링크를 여는 사람은 본인으로 로그인되므로 다른 사람에게 전달하지 마세요.
mail-sign-in-automatic = 이 메일은 자동으로 발송되었습니다.

mail-access-subject = Argos 접근 권한 요청: { $company }
mail-access-heading = 대시보드 접근 권한을 요청했습니다
mail-access-body = 아래 내용은 공개 양식에 입력된 그대로이며 확인되지 않았습니다. 권한을 부여하기 전에 요청자의 신원을 확인하세요.
mail-access-company = 회사
mail-access-project = 프로젝트 ID
mail-access-email = 이메일 주소
mail-access-address = 요청 IP 주소
mail-access-server = 서버
mail-access-unknown = 입력되지 않음
mail-access-message = 메시지:
mail-access-next = 권한은 서버에서 "argos admin grant" 명령으로 부여할 수 있습니다. 이 메일에 회신하면 위의 이메일 주소로 전달됩니다.

mail-role-label = 역할
mail-role-owner = 소유자(Owner)
mail-role-leader = 리더(Leader)
mail-role-member = 멤버(Member)
mail-role-agent = 에이전트(Agent)
mail-role-guest = 게스트(Guest)

mail-invited-subject = Argos { $project } 프로젝트 초대
mail-invited-heading = { $project } 프로젝트에 초대되었습니다
mail-invited-body = { $by } 님이 { $project }의 본인 확인 대시보드에 초대했습니다.
mail-invited-validity = { $days ->
   *[other] 링크는 { $days }일 안에 한 번만 사용할 수 있습니다. 기간이 지나면 { $by } 님에게 다시 초대를 요청하세요.
}
mail-invited-button = 수락하고 로그인
mail-invited-unasked = 모르는 내용이라면 이 메일을 무시하셔도 됩니다. 링크를 여는 사람은 본인으로 로그인되므로 다른 사람에게 전달하지 마세요.

mail-granted-subject = Argos { $project } 프로젝트 접근 권한 안내
mail-granted-heading = { $project } 프로젝트에 접근할 수 있습니다
mail-granted-body = { $by } 님이 { $project }의 본인 확인 대시보드 접근 권한을 부여했습니다. 평소처럼 로그인하세요.
mail-granted-button = 대시보드 열기
mail-granted-unasked = 이 권한이 필요하지 않다면 { $by } 님에게 알려 주세요.

mail-account-password = Argos 비밀번호가 설정되었습니다
mail-account-app-set-up = Argos 계정에 인증 앱이 등록되었습니다
mail-account-app-removed = Argos 계정의 인증 앱이 삭제되었습니다
mail-account-recovery-codes = Argos 계정의 복구 코드가 교체되었습니다
mail-account-app-reset = 운영자가 Argos 계정의 인증 앱을 초기화했습니다
mail-account-body = 변경 사항을 알려 드리는 메일입니다. 본인이 변경하셨다면 아무것도 하지 않으셔도 됩니다.
mail-account-label = 계정
mail-account-when = 시각(UTC)
mail-account-address = 접속 주소
mail-account-button = 계정 열기
mail-account-not-you = 본인이 변경하지 않았다면 로그인 링크를 요청해 비밀번호를 새로 설정하고, 다른 모든 곳에서 로그아웃한 뒤 프로젝트 소유자에게 알리세요.
