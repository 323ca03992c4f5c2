using MiniKafka.Model;
using MiniKafka.Protocol.Declarations;

namespace MiniKafka.Protocol.Persisted;

/// <summary>The value of the control record that ends a transaction in a partition. Version 0.</summary>
[Data(0, 0)]
internal sealed partial class EndTxnMarker
{
    public int CoordinatorEpoch { get; set; }
}

/// <summary>The value of the control record with which a leader of the metadata quorum begins its epoch. Versions 0 to 1, flexible from 0.</summary>
[Data(0, 1, FlexibleFrom = 0)]
internal sealed partial class LeaderChangeMessage
{
    public short Version { get; set; }

    public int LeaderId { get; set; }

    public List<Voter> Voters { get; set; } = [];

    public List<Voter> GrantingVoters { get; set; } = [];

    internal sealed partial class Voter
    {
        public int VoterId { get; set; }

        [Field(Since = 1)]
        public Uuid VoterDirectoryId { get; set; }
    }
}

/// <summary>The value of the control record that begins a snapshot. Version 0, flexible from 0.</summary>
[Data(0, 0, FlexibleFrom = 0)]
internal sealed partial class SnapshotHeaderRecord
{
    public short Version { get; set; }

    public long LastContainedLogTimestamp { get; set; }
}

/// <summary>The value of the control record that ends a snapshot. Version 0, flexible from 0.</summary>
[Data(0, 0, FlexibleFrom = 0)]
internal sealed partial class SnapshotFooterRecord
{
    public short Version { get; set; }
}

/// <summary>The value of the control record that sets the version of the quorum's protocol. Version 0, flexible from 0.</summary>
[Data(0, 0, FlexibleFrom = 0)]
internal sealed partial class KRaftVersionRecord
{
    public short Version { get; set; }

    public short KRaftVersion { get; set; }
}

/// <summary>The value of the control record that sets the voters of the quorum. Version 0, flexible from 0.</summary>
[Data(0, 0, FlexibleFrom = 0)]
internal sealed partial class VotersRecord
{
    public short Version { get; set; }

    public List<Voter> Voters { get; set; } = [];

    internal sealed partial class Voter
    {
        public int VoterId { get; set; }

        public Uuid VoterDirectoryId { get; set; }

        public List<Endpoint> Endpoints { get; set; } = [];

        public KRaftVersionFeature KRaftVersionFeature { get; set; } = new();
    }

    internal sealed partial class Endpoint
    {
        public string Name { get; set; } = "";

        public string Host { get; set; } = "";

        public ushort Port { get; set; }
    }

    internal sealed partial class KRaftVersionFeature
    {
        public short MinSupportedVersion { get; set; }

        public short MaxSupportedVersion { get; set; }
    }
}
