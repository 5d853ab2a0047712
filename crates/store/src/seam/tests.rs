use crate::{args, testing::both};

#[tokio::test]
async fn a_first_word() {
    both(async |db| {
        let mut reader = db.reader().await.unwrap();
        let one = reader.one(|row| row.int(0), "SELECT CAST($1 AS BIGINT)", args![1i64]).await;
        assert_eq!(one.unwrap(), 1);
    })
    .await;
}
