namespace MiniKafka.Model;

/// <summary>
/// Every error code of the Kafka protocol (Apache Kafka 4.3), under the name the protocol guide gives it.
/// Which of them a client may retry is told by <see cref="KafkaException.IsRetriable"/>.
/// </summary>
public enum ErrorCode : short
{
    /// <summary>UNKNOWN_SERVER_ERROR (-1).</summary>
    UnknownServerError = -1,

    /// <summary>NONE (0).</summary>
    None = 0,

    /// <summary>OFFSET_OUT_OF_RANGE (1).</summary>
    OffsetOutOfRange = 1,

    /// <summary>CORRUPT_MESSAGE (2).</summary>
    CorruptMessage = 2,

    /// <summary>UNKNOWN_TOPIC_OR_PARTITION (3).</summary>
    UnknownTopicOrPartition = 3,

    /// <summary>INVALID_FETCH_SIZE (4).</summary>
    InvalidFetchSize = 4,

    /// <summary>LEADER_NOT_AVAILABLE (5).</summary>
    LeaderNotAvailable = 5,

    /// <summary>NOT_LEADER_OR_FOLLOWER (6).</summary>
    NotLeaderOrFollower = 6,

    /// <summary>REQUEST_TIMED_OUT (7).</summary>
    RequestTimedOut = 7,

    /// <summary>BROKER_NOT_AVAILABLE (8).</summary>
    BrokerNotAvailable = 8,

    /// <summary>REPLICA_NOT_AVAILABLE (9).</summary>
    ReplicaNotAvailable = 9,

    /// <summary>MESSAGE_TOO_LARGE (10).</summary>
    MessageTooLarge = 10,

    /// <summary>STALE_CONTROLLER_EPOCH (11).</summary>
    StaleControllerEpoch = 11,

    /// <summary>OFFSET_METADATA_TOO_LARGE (12).</summary>
    OffsetMetadataTooLarge = 12,

    /// <summary>NETWORK_EXCEPTION (13).</summary>
    NetworkException = 13,

    /// <summary>COORDINATOR_LOAD_IN_PROGRESS (14).</summary>
    CoordinatorLoadInProgress = 14,

    /// <summary>COORDINATOR_NOT_AVAILABLE (15).</summary>
    CoordinatorNotAvailable = 15,

    /// <summary>NOT_COORDINATOR (16).</summary>
    NotCoordinator = 16,

    /// <summary>INVALID_TOPIC_EXCEPTION (17).</summary>
    InvalidTopicException = 17,

    /// <summary>RECORD_LIST_TOO_LARGE (18).</summary>
    RecordListTooLarge = 18,

    /// <summary>NOT_ENOUGH_REPLICAS (19).</summary>
    NotEnoughReplicas = 19,

    /// <summary>NOT_ENOUGH_REPLICAS_AFTER_APPEND (20).</summary>
    NotEnoughReplicasAfterAppend = 20,

    /// <summary>INVALID_REQUIRED_ACKS (21).</summary>
    InvalidRequiredAcks = 21,

    /// <summary>ILLEGAL_GENERATION (22).</summary>
    IllegalGeneration = 22,

    /// <summary>INCONSISTENT_GROUP_PROTOCOL (23).</summary>
    InconsistentGroupProtocol = 23,

    /// <summary>INVALID_GROUP_ID (24).</summary>
    InvalidGroupId = 24,

    /// <summary>UNKNOWN_MEMBER_ID (25).</summary>
    UnknownMemberId = 25,

    /// <summary>INVALID_SESSION_TIMEOUT (26).</summary>
    InvalidSessionTimeout = 26,

    /// <summary>REBALANCE_IN_PROGRESS (27).</summary>
    RebalanceInProgress = 27,

    /// <summary>INVALID_COMMIT_OFFSET_SIZE (28).</summary>
    InvalidCommitOffsetSize = 28,

    /// <summary>TOPIC_AUTHORIZATION_FAILED (29).</summary>
    TopicAuthorizationFailed = 29,

    /// <summary>GROUP_AUTHORIZATION_FAILED (30).</summary>
    GroupAuthorizationFailed = 30,

    /// <summary>CLUSTER_AUTHORIZATION_FAILED (31).</summary>
    ClusterAuthorizationFailed = 31,

    /// <summary>INVALID_TIMESTAMP (32).</summary>
    InvalidTimestamp = 32,

    /// <summary>UNSUPPORTED_SASL_MECHANISM (33).</summary>
    UnsupportedSaslMechanism = 33,

    /// <summary>ILLEGAL_SASL_STATE (34).</summary>
    IllegalSaslState = 34,

    /// <summary>UNSUPPORTED_VERSION (35).</summary>
    UnsupportedVersion = 35,

    /// <summary>TOPIC_ALREADY_EXISTS (36).</summary>
    TopicAlreadyExists = 36,

    /// <summary>INVALID_PARTITIONS (37).</summary>
    InvalidPartitions = 37,

    /// <summary>INVALID_REPLICATION_FACTOR (38).</summary>
    InvalidReplicationFactor = 38,

    /// <summary>INVALID_REPLICA_ASSIGNMENT (39).</summary>
    InvalidReplicaAssignment = 39,

    /// <summary>INVALID_CONFIG (40).</summary>
    InvalidConfig = 40,

    /// <summary>NOT_CONTROLLER (41).</summary>
    NotController = 41,

    /// <summary>INVALID_REQUEST (42).</summary>
    InvalidRequest = 42,

    /// <summary>UNSUPPORTED_FOR_MESSAGE_FORMAT (43).</summary>
    UnsupportedForMessageFormat = 43,

    /// <summary>POLICY_VIOLATION (44).</summary>
    PolicyViolation = 44,

    /// <summary>OUT_OF_ORDER_SEQUENCE_NUMBER (45).</summary>
    OutOfOrderSequenceNumber = 45,

    /// <summary>DUPLICATE_SEQUENCE_NUMBER (46).</summary>
    DuplicateSequenceNumber = 46,

    /// <summary>INVALID_PRODUCER_EPOCH (47).</summary>
    InvalidProducerEpoch = 47,

    /// <summary>INVALID_TXN_STATE (48).</summary>
    InvalidTxnState = 48,

    /// <summary>INVALID_PRODUCER_ID_MAPPING (49).</summary>
    InvalidProducerIdMapping = 49,

    /// <summary>INVALID_TRANSACTION_TIMEOUT (50).</summary>
    InvalidTransactionTimeout = 50,

    /// <summary>CONCURRENT_TRANSACTIONS (51).</summary>
    ConcurrentTransactions = 51,

    /// <summary>TRANSACTION_COORDINATOR_FENCED (52).</summary>
    TransactionCoordinatorFenced = 52,

    /// <summary>TRANSACTIONAL_ID_AUTHORIZATION_FAILED (53).</summary>
    TransactionalIdAuthorizationFailed = 53,

    /// <summary>SECURITY_DISABLED (54).</summary>
    SecurityDisabled = 54,

    /// <summary>OPERATION_NOT_ATTEMPTED (55).</summary>
    OperationNotAttempted = 55,

    /// <summary>KAFKA_STORAGE_ERROR (56).</summary>
    KafkaStorageError = 56,

    /// <summary>LOG_DIR_NOT_FOUND (57).</summary>
    LogDirNotFound = 57,

    /// <summary>SASL_AUTHENTICATION_FAILED (58).</summary>
    SaslAuthenticationFailed = 58,

    /// <summary>UNKNOWN_PRODUCER_ID (59).</summary>
    UnknownProducerId = 59,

    /// <summary>REASSIGNMENT_IN_PROGRESS (60).</summary>
    ReassignmentInProgress = 60,

    /// <summary>DELEGATION_TOKEN_AUTH_DISABLED (61).</summary>
    DelegationTokenAuthDisabled = 61,

    /// <summary>DELEGATION_TOKEN_NOT_FOUND (62).</summary>
    DelegationTokenNotFound = 62,

    /// <summary>DELEGATION_TOKEN_OWNER_MISMATCH (63).</summary>
    DelegationTokenOwnerMismatch = 63,

    /// <summary>DELEGATION_TOKEN_REQUEST_NOT_ALLOWED (64).</summary>
    DelegationTokenRequestNotAllowed = 64,

    /// <summary>DELEGATION_TOKEN_AUTHORIZATION_FAILED (65).</summary>
    DelegationTokenAuthorizationFailed = 65,

    /// <summary>DELEGATION_TOKEN_EXPIRED (66).</summary>
    DelegationTokenExpired = 66,

    /// <summary>INVALID_PRINCIPAL_TYPE (67).</summary>
    InvalidPrincipalType = 67,

    /// <summary>NON_EMPTY_GROUP (68).</summary>
    NonEmptyGroup = 68,

    /// <summary>GROUP_ID_NOT_FOUND (69).</summary>
    GroupIdNotFound = 69,

    /// <summary>FETCH_SESSION_ID_NOT_FOUND (70).</summary>
    FetchSessionIdNotFound = 70,

    /// <summary>INVALID_FETCH_SESSION_EPOCH (71).</summary>
    InvalidFetchSessionEpoch = 71,

    /// <summary>LISTENER_NOT_FOUND (72).</summary>
    ListenerNotFound = 72,

    /// <summary>TOPIC_DELETION_DISABLED (73).</summary>
    TopicDeletionDisabled = 73,

    /// <summary>FENCED_LEADER_EPOCH (74).</summary>
    FencedLeaderEpoch = 74,

    /// <summary>UNKNOWN_LEADER_EPOCH (75).</summary>
    UnknownLeaderEpoch = 75,

    /// <summary>UNSUPPORTED_COMPRESSION_TYPE (76).</summary>
    UnsupportedCompressionType = 76,

    /// <summary>STALE_BROKER_EPOCH (77).</summary>
    StaleBrokerEpoch = 77,

    /// <summary>OFFSET_NOT_AVAILABLE (78).</summary>
    OffsetNotAvailable = 78,

    /// <summary>MEMBER_ID_REQUIRED (79).</summary>
    MemberIdRequired = 79,

    /// <summary>PREFERRED_LEADER_NOT_AVAILABLE (80).</summary>
    PreferredLeaderNotAvailable = 80,

    /// <summary>GROUP_MAX_SIZE_REACHED (81).</summary>
    GroupMaxSizeReached = 81,

    /// <summary>FENCED_INSTANCE_ID (82).</summary>
    FencedInstanceId = 82,

    /// <summary>ELIGIBLE_LEADERS_NOT_AVAILABLE (83).</summary>
    EligibleLeadersNotAvailable = 83,

    /// <summary>ELECTION_NOT_NEEDED (84).</summary>
    ElectionNotNeeded = 84,

    /// <summary>NO_REASSIGNMENT_IN_PROGRESS (85).</summary>
    NoReassignmentInProgress = 85,

    /// <summary>GROUP_SUBSCRIBED_TO_TOPIC (86).</summary>
    GroupSubscribedToTopic = 86,

    /// <summary>INVALID_RECORD (87).</summary>
    InvalidRecord = 87,

    /// <summary>UNSTABLE_OFFSET_COMMIT (88).</summary>
    UnstableOffsetCommit = 88,

    /// <summary>THROTTLING_QUOTA_EXCEEDED (89).</summary>
    ThrottlingQuotaExceeded = 89,

    /// <summary>PRODUCER_FENCED (90).</summary>
    ProducerFenced = 90,

    /// <summary>RESOURCE_NOT_FOUND (91).</summary>
    ResourceNotFound = 91,

    /// <summary>DUPLICATE_RESOURCE (92).</summary>
    DuplicateResource = 92,

    /// <summary>UNACCEPTABLE_CREDENTIAL (93).</summary>
    UnacceptableCredential = 93,

    /// <summary>INCONSISTENT_VOTER_SET (94).</summary>
    InconsistentVoterSet = 94,

    /// <summary>INVALID_UPDATE_VERSION (95).</summary>
    InvalidUpdateVersion = 95,

    /// <summary>FEATURE_UPDATE_FAILED (96).</summary>
    FeatureUpdateFailed = 96,

    /// <summary>PRINCIPAL_DESERIALIZATION_FAILURE (97).</summary>
    PrincipalDeserializationFailure = 97,

    /// <summary>SNAPSHOT_NOT_FOUND (98).</summary>
    SnapshotNotFound = 98,

    /// <summary>POSITION_OUT_OF_RANGE (99).</summary>
    PositionOutOfRange = 99,

    /// <summary>UNKNOWN_TOPIC_ID (100).</summary>
    UnknownTopicId = 100,

    /// <summary>DUPLICATE_BROKER_REGISTRATION (101).</summary>
    DuplicateBrokerRegistration = 101,

    /// <summary>BROKER_ID_NOT_REGISTERED (102).</summary>
    BrokerIdNotRegistered = 102,

    /// <summary>INCONSISTENT_TOPIC_ID (103).</summary>
    InconsistentTopicId = 103,

    /// <summary>INCONSISTENT_CLUSTER_ID (104).</summary>
    InconsistentClusterId = 104,

    /// <summary>TRANSACTIONAL_ID_NOT_FOUND (105).</summary>
    TransactionalIdNotFound = 105,

    /// <summary>FETCH_SESSION_TOPIC_ID_ERROR (106).</summary>
    FetchSessionTopicIdError = 106,

    /// <summary>INELIGIBLE_REPLICA (107).</summary>
    IneligibleReplica = 107,

    /// <summary>NEW_LEADER_ELECTED (108).</summary>
    NewLeaderElected = 108,

    /// <summary>OFFSET_MOVED_TO_TIERED_STORAGE (109).</summary>
    OffsetMovedToTieredStorage = 109,

    /// <summary>FENCED_MEMBER_EPOCH (110).</summary>
    FencedMemberEpoch = 110,

    /// <summary>UNRELEASED_INSTANCE_ID (111).</summary>
    UnreleasedInstanceId = 111,

    /// <summary>UNSUPPORTED_ASSIGNOR (112).</summary>
    UnsupportedAssignor = 112,

    /// <summary>STALE_MEMBER_EPOCH (113).</summary>
    StaleMemberEpoch = 113,

    /// <summary>MISMATCHED_ENDPOINT_TYPE (114).</summary>
    MismatchedEndpointType = 114,

    /// <summary>UNSUPPORTED_ENDPOINT_TYPE (115).</summary>
    UnsupportedEndpointType = 115,

    /// <summary>UNKNOWN_CONTROLLER_ID (116).</summary>
    UnknownControllerId = 116,

    /// <summary>UNKNOWN_SUBSCRIPTION_ID (117).</summary>
    UnknownSubscriptionId = 117,

    /// <summary>TELEMETRY_TOO_LARGE (118).</summary>
    TelemetryTooLarge = 118,

    /// <summary>INVALID_REGISTRATION (119).</summary>
    InvalidRegistration = 119,

    /// <summary>TRANSACTION_ABORTABLE (120).</summary>
    TransactionAbortable = 120,

    /// <summary>INVALID_RECORD_STATE (121).</summary>
    InvalidRecordState = 121,

    /// <summary>SHARE_SESSION_NOT_FOUND (122).</summary>
    ShareSessionNotFound = 122,

    /// <summary>INVALID_SHARE_SESSION_EPOCH (123).</summary>
    InvalidShareSessionEpoch = 123,

    /// <summary>FENCED_STATE_EPOCH (124).</summary>
    FencedStateEpoch = 124,

    /// <summary>INVALID_VOTER_KEY (125).</summary>
    InvalidVoterKey = 125,

    /// <summary>DUPLICATE_VOTER (126).</summary>
    DuplicateVoter = 126,

    /// <summary>VOTER_NOT_FOUND (127).</summary>
    VoterNotFound = 127,

    /// <summary>INVALID_REGULAR_EXPRESSION (128).</summary>
    InvalidRegularExpression = 128,

    /// <summary>REBOOTSTRAP_REQUIRED (129).</summary>
    RebootstrapRequired = 129,

    /// <summary>STREAMS_INVALID_TOPOLOGY (130).</summary>
    StreamsInvalidTopology = 130,

    /// <summary>STREAMS_INVALID_TOPOLOGY_EPOCH (131).</summary>
    StreamsInvalidTopologyEpoch = 131,

    /// <summary>STREAMS_TOPOLOGY_FENCED (132).</summary>
    StreamsTopologyFenced = 132,

    /// <summary>SHARE_SESSION_LIMIT_REACHED (133).</summary>
    ShareSessionLimitReached = 133,
}
