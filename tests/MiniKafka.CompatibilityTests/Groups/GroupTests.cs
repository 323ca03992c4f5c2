using MiniKafka.CompatibilityTests.Clients;

namespace MiniKafka.CompatibilityTests.Groups;

public sealed class GroupTests
{
    [ClientTheory(nameof(ExternalClient.ConfluentKafkaForPython), nameof(ExternalClient.KafkaPython), nameof(ExternalClient.KafkaJs), nameof(ExternalClient.Kcat))]
    [InlineData(MemberKind.MiniKafka, "range")]
    [InlineData(MemberKind.MiniKafka, "sticky")]
    [InlineData(MemberKind.MiniKafka, "cooperative-sticky")]
    [InlineData(MemberKind.ConfluentKafka, "range")]
    [InlineData(MemberKind.ConfluentKafka, "roundrobin")]
    [InlineData(MemberKind.ConfluentKafka, "cooperative-sticky")]
    [InlineData(MemberKind.ConfluentKafkaForPython, "range")]
    [InlineData(MemberKind.ConfluentKafkaForPython, "cooperative-sticky")]
    [InlineData(MemberKind.KafkaPython, "range")]
    [InlineData(MemberKind.KafkaPython, "roundrobin")]
    [InlineData(MemberKind.KafkaJs, "its own")]
    [InlineData(MemberKind.Kcat, "range")]
    [InlineData(MemberKind.Kcat, "cooperative-sticky")]
    public Task A_group_grows_and_shrinks_and_reads_everything_exactly_once(MemberKind kind, string assignor)
        => GrowAndShrinkAsync(assignor, kind, kind, kind);

    [ClientTheory(nameof(ExternalClient.ConfluentKafkaForPython), nameof(ExternalClient.KafkaPython), nameof(ExternalClient.KafkaJs), nameof(ExternalClient.Kcat))]
    [InlineData("range", MemberKind.MiniKafka, MemberKind.ConfluentKafka, MemberKind.KafkaPython)]
    [InlineData("range", MemberKind.KafkaPython, MemberKind.KafkaJs, MemberKind.MiniKafka)]
    [InlineData("range", MemberKind.KafkaJs, MemberKind.MiniKafka, MemberKind.Kcat)]
    [InlineData("cooperative-sticky", MemberKind.MiniKafka, MemberKind.ConfluentKafka, MemberKind.Kcat)]
    [InlineData("cooperative-sticky", MemberKind.ConfluentKafkaForPython, MemberKind.MiniKafka, MemberKind.MiniKafka)]
    public Task A_group_of_different_clients_grows_and_shrinks_and_reads_everything_exactly_once(string assignor, MemberKind first, MemberKind second, MemberKind third)
        => GrowAndShrinkAsync(assignor, first, second, third);

    [ClientFact(nameof(ExternalClient.ConfluentKafkaForPython), nameof(ExternalClient.KafkaPython), nameof(ExternalClient.KafkaJs), nameof(ExternalClient.Kcat))]
    public async Task Every_client_shares_in_one_group()
    {
        await using var group = await TestGroup.StartAsync("range");
        GroupMember[] members = [.. Enum.GetValues<MemberKind>().Where(kind => kind != MemberKind.Java).Select(kind => group.Join(kind))];
        await group.SharedOutAsync(members);
        await group.ProduceAsync();
        await group.AllReadAsync();
    }

    [ClientTheory(nameof(ExternalClient.ConfluentKafkaForPython), nameof(ExternalClient.KafkaPython), nameof(ExternalClient.KafkaJs), nameof(ExternalClient.Kcat))]
    [InlineData(MemberKind.MiniKafka)]
    [InlineData(MemberKind.ConfluentKafkaForPython)]
    [InlineData(MemberKind.KafkaPython)]
    [InlineData(MemberKind.KafkaJs)]
    [InlineData(MemberKind.Kcat)]
    public async Task The_partitions_of_a_killed_member_are_taken_over(MemberKind kind)
    {
        await using var group = await TestGroup.StartImpatientAsync("range");
        var survivor = group.Join(kind);
        var victim = group.Join(kind);
        await group.SharedOutAsync((survivor, 3), (victim, 3));

        await victim.KillAsync();
        await group.ProduceAsync();

        await group.AllReadAsync();
        await group.SharedOutAsync((survivor, 6));
    }

    [ClientTheory(nameof(ExternalClient.ConfluentKafkaForPython), nameof(ExternalClient.KafkaPython), nameof(ExternalClient.KafkaJs), nameof(ExternalClient.Kcat))]
    [InlineData(MemberKind.MiniKafka)]
    [InlineData(MemberKind.ConfluentKafka)]
    [InlineData(MemberKind.ConfluentKafkaForPython)]
    [InlineData(MemberKind.KafkaPython)]
    [InlineData(MemberKind.KafkaJs)]
    [InlineData(MemberKind.Kcat)]
    public async Task A_group_resumes_where_it_committed(MemberKind kind)
    {
        await using var group = await TestGroup.StartAsync("range");
        var before = group.Join(kind);
        await group.ProduceAsync();
        await group.AllReadAsync();
        await before.StopAsync();

        await group.ProduceAsync();
        var after = group.Join(kind);
        await group.AllReadAsync();

        group.AssertNothingReadTwice();
        Assert.Equal(TestGroup.Partitions * 10, after.Records.Count);
    }

    [ClientTheory(nameof(ExternalClient.ConfluentKafkaForPython), nameof(ExternalClient.Kcat))]
    [InlineData(MemberKind.MiniKafka)]
    [InlineData(MemberKind.ConfluentKafka)]
    [InlineData(MemberKind.ConfluentKafkaForPython)]
    [InlineData(MemberKind.Kcat)]
    public async Task A_static_member_restarts_without_a_rebalance(MemberKind kind)
    {
        await using var group = await TestGroup.StartAsync("range");
        var stays = group.Join(kind, "stays");
        var restarts = group.Join(kind, "restarts");
        await group.SharedOutAsync((stays, 3), (restarts, 3));
        var changes = stays.Changes;
        var owned = restarts.Owned;

        await restarts.StopAsync();
        var again = group.Join(kind, "restarts");
        await group.SharedOutAsync((stays, 3), (again, 3));

        Assert.Equal(owned, again.Owned);
        Assert.Equal(changes, stays.Changes);
    }

    /// <summary>One member, three, two: all is read each time, and nothing twice, as nobody dies.</summary>
    private static async Task GrowAndShrinkAsync(string assignor, MemberKind firstKind, MemberKind secondKind, MemberKind thirdKind)
    {
        await using var group = await TestGroup.StartAsync(assignor);

        var first = group.Join(firstKind);
        await group.SharedOutAsync((first, 6));
        await group.ProduceAsync();
        await group.AllReadAsync();

        var second = group.Join(secondKind);
        var third = group.Join(thirdKind);
        await group.SharedOutAsync((first, 2), (second, 2), (third, 2));
        await group.ProduceAsync();
        await group.AllReadAsync();

        await second.StopAsync();
        await group.SharedOutAsync((first, 3), (third, 3));
        await group.ProduceAsync();
        await group.AllReadAsync();

        group.AssertNothingReadTwice();
    }
}
