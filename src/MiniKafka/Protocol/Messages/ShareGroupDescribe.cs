using MiniKafka.Model;
using MiniKafka.Protocol.Declarations;

namespace MiniKafka.Protocol.Messages;

/// <summary>State, members and assignments of share groups. Key 77, version 1, flexible from 1.</summary>
[Request(ApiKey.ShareGroupDescribe, 1, 1, FlexibleFrom = 1)]
internal sealed partial class ShareGroupDescribeRequest
{
    public List<string> GroupIds { get; set; } = [];

    public bool IncludeAuthorizedOperations { get; set; }
}

/// <summary>The answer to <see cref="ShareGroupDescribeRequest"/>.</summary>
[Response(ApiKey.ShareGroupDescribe, 1, 1, FlexibleFrom = 1)]
internal sealed partial class ShareGroupDescribeResponse
{
    public int ThrottleTimeMs { get; set; }

    [Echo("GroupIds")]
    public List<DescribedGroup> Groups { get; set; } = [];

    internal sealed partial class DescribedGroup
    {
        public ErrorCode ErrorCode { get; set; }

        public string? ErrorMessage { get; set; }

        [Echo]
        public string GroupId { get; set; } = "";

        public string GroupState { get; set; } = "";

        public int GroupEpoch { get; set; }

        public int AssignmentEpoch { get; set; }

        public string AssignorName { get; set; } = "";

        public List<Member> Members { get; set; } = [];

        public int AuthorizedOperations { get; set; } = int.MinValue;
    }

    internal sealed partial class Member
    {
        public string MemberId { get; set; } = "";

        public string? RackId { get; set; }

        public int MemberEpoch { get; set; }

        public string ClientId { get; set; } = "";

        public string ClientHost { get; set; } = "";

        public List<string> SubscribedTopicNames { get; set; } = [];

        public Assignment Assignment { get; set; } = new();
    }

    internal sealed partial class Assignment
    {
        public List<TopicPartitions> TopicPartitions { get; set; } = [];
    }

    internal sealed partial class TopicPartitions
    {
        public Uuid TopicId { get; set; }

        public string TopicName { get; set; } = "";

        public List<int> Partitions { get; set; } = [];
    }
}
