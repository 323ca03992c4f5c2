using MiniKafka.Coordination;
using MiniKafka.Model;
using MiniKafka.Protocol.Messages;
using MiniKafka.Protocol.Persisted;

namespace MiniKafka.Tests.Coordination.Groups;

/// <summary>Groups of kinds that are not served refuse by themselves what is asked of them, and leave their id to another kind when they are gone.</summary>
public sealed class UnservedGroupTests
{
    public static TheoryData<string> Kinds => ["consumer", "share", "streams"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Whoever_asks_it_is_refused(string kind) => GroupBroker.Run(async broker =>
    {
        broker.WriteToLog(Metadata(kind, exists: true));
        await broker.RestartAsync();
        Assert.Equal(ErrorCode.InconsistentGroupProtocol, (await broker.JoinAsync("m")).ErrorCode);
        Assert.Equal(ErrorCode.UnknownMemberId, (await broker.SyncAsync("m", 1)).ErrorCode);
        Assert.Equal(ErrorCode.UnknownMemberId, broker.Beat("m", 1));
        Assert.Equal(ErrorCode.UnknownMemberId, await broker.LeaveAsync("m"));
        Assert.Equal(ErrorCode.UnknownMemberId, await broker.CommitAsync(1));
        Assert.Equal(ErrorCode.UnknownMemberId, await broker.CommitInTransactionAsync(7, 1));
        Assert.Equal(ErrorCode.GroupIdNotFound, await broker.DeleteOffsetAsync("t", 0));
        Assert.Equal(ErrorCode.NonEmptyGroup, (await broker.Coordinator.DeleteGroupsAsync(2, new DeleteGroupsRequest { GroupsNames = ["g"] })).Results[0].ErrorCode);
        Assert.Equal("Group g is not a classic group.", broker.Describe().ErrorMessage);
        Assert.Empty(broker.Coordinator.ListGroups(5, new ListGroupsRequest()).Groups);
        Assert.False(broker.Coordinator.HasMembers("g"));
        Assert.Equal(1, await broker.Coordinator.UnservedGroupsOfAsync(0));
    });

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Its_id_is_free_when_it_is_gone(string kind) => GroupBroker.Run(async broker =>
    {
        broker.WriteToLog(Metadata(kind, exists: true));
        broker.WriteToLog(Metadata(kind, exists: false));
        await broker.RestartAsync();
        Assert.Equal("Group g not found.", broker.Describe().ErrorMessage);
        Assert.Equal(1, (await broker.JoinAsync(version: 3)).GenerationId);
    });

    [Theory]
    [MemberData(nameof(Kinds))]
    public void The_end_of_a_group_of_one_kind_leaves_one_of_another_alone(string kind) => GroupBroker.Run(async broker =>
    {
        await broker.FormAsync("a");
        broker.WriteToLog(Metadata(kind, exists: false));
        await broker.RestartAsync();
        Assert.Equal("Stable", broker.State);
        broker.WriteToLog(Metadata(kind, exists: true));
        broker.WriteToLog(GroupBroker.Record(new GroupMetadataKey { Group = "g" }, null, 0));
        await broker.RestartAsync();
        Assert.Equal("Group g is not a classic group.", broker.Describe().ErrorMessage);
    });

    private static CoordinatorRecord Metadata(string kind, bool exists) => kind switch
    {
        "consumer" => GroupBroker.Record(new ConsumerGroupMetadataKey { GroupId = "g" }, exists ? new ConsumerGroupMetadataValue { Epoch = 3 } : null, 0),
        "share" => GroupBroker.Record(new ShareGroupMetadataKey { GroupId = "g" }, exists ? new ShareGroupMetadataValue { Epoch = 3 } : null, 0),
        _ => GroupBroker.Record(new StreamsGroupMetadataKey { GroupId = "g" }, exists ? new StreamsGroupMetadataValue { Epoch = 3 } : null, 0),
    };
}
