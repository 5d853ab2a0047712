//! Keys that sign tokens, over the months.

use super::houses;
use crate::testing::TestHouse;
use countersign_core::time::{days, hours, minutes};

async fn published(house: &TestHouse) -> usize {
    house.later(minutes(2));
    let keys = house.engine.keys().await.unwrap();
    let jwks: serde_json::Value = serde_json::from_str(keys.jwks()).unwrap();
    jwks["keys"].as_array().unwrap().len()
}

// OA-20: after 90 days new ones are published beside the old, which go when nothing they signed is
// good any more; and not a day earlier, however often it is asked.
#[tokio::test]
async fn old_keys_are_followed_by_new_ones() {
    houses(|house| async move {
        assert_eq!(published(&house).await, 3);
        house.later(days(89));
        house.engine.tidy_up().await.unwrap();
        assert_eq!(published(&house).await, 3);
        house.later(days(1));
        for _ in 0..3 {
            house.engine.tidy_up().await.unwrap();
            assert_eq!(published(&house).await, 6);
        }
        house.later(days(8) + hours(1));
        house.engine.tidy_up().await.unwrap();
        assert_eq!(published(&house).await, 3);
    })
    .await;
}
