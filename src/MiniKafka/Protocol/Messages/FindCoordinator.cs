using MiniKafka.Model;
using MiniKafka.Protocol.Declarations;

namespace MiniKafka.Protocol.Messages;

/// <summary>Names the broker that coordinates a group, a transactional id or a share partition. Key 10, versions 0 to 6, flexible from 3.</summary>
[Request(ApiKey.FindCoordinator, 0, 6, FlexibleFrom = 3)]
internal sealed partial class FindCoordinatorRequest
{
    [Field(Until = 3)]
    public string Key { get; set; } = "";

    [Field(Since = 1)]
    public sbyte KeyType { get; set; }

    [Field(Since = 4)]
    public List<string> CoordinatorKeys { get; set; } = [];
}

/// <summary>The answer to <see cref="FindCoordinatorRequest"/>.</summary>
[Response(ApiKey.FindCoordinator, 0, 6, FlexibleFrom = 3)]
internal sealed partial class FindCoordinatorResponse
{
    [Field(Since = 1, Ignorable = true)]
    public int ThrottleTimeMs { get; set; }

    [Field(Until = 3)]
    public ErrorCode ErrorCode { get; set; }

    [Field(Since = 1, Until = 3, Ignorable = true)]
    public string? ErrorMessage { get; set; } = "";

    [Field(Until = 3)]
    [Refused(-1)]
    public int NodeId { get; set; }

    [Field(Until = 3)]
    public string Host { get; set; } = "";

    [Field(Until = 3)]
    [Refused(-1)]
    public int Port { get; set; }

    [Field(Since = 4)]
    [Echo("CoordinatorKeys")]
    public List<Coordinator> Coordinators { get; set; } = [];

    internal sealed partial class Coordinator
    {
        [Echo]
        public string Key { get; set; } = "";

        [Refused(-1)]
        public int NodeId { get; set; }

        public string Host { get; set; } = "";

        [Refused(-1)]
        public int Port { get; set; }

        public ErrorCode ErrorCode { get; set; }

        public string? ErrorMessage { get; set; } = "";
    }
}
