using Xunit.Sdk;

namespace MiniKafka.Tests.Coordination.Groups.Simulation;

/// <summary>The judge of the campaign is judged: what must never happen is noticed.</summary>
public sealed class GroupOracleTests
{
    private readonly GroupOracle _oracle = new();

    [Fact]
    public void A_commit_of_an_old_generation_is_noticed()
    {
        _oracle.Began(0, 2, ["a", "b"]);
        Commit("a", 2);
        Assert.ThrowsAny<XunitException>(() => Commit("a", 1));
    }

    [Fact]
    public void A_commit_of_a_member_that_was_left_out_is_noticed()
    {
        _oracle.Began(0, 1, ["a", "b"]);
        _oracle.Began(0, 2, ["a"]);
        Assert.ThrowsAny<XunitException>(() => Commit("b", 2));
    }

    [Fact]
    public void A_commit_of_a_member_that_left_is_noticed_even_after_a_restart_if_a_generation_was_complete()
    {
        _oracle.Began(0, 1, ["a", "b"]);
        _oracle.Left(0, "b");
        _oracle.Assigned(2, "a", [0]);
        _oracle.Restarted();
        Assert.ThrowsAny<XunitException>(() => Commit("b", 2));
    }

    [Fact]
    public void What_was_not_written_is_forgotten_with_the_coordinator()
    {
        _oracle.Began(0, 1, ["a", "b"]);
        _oracle.Assigned(1, "a", [0]);
        _oracle.Began(0, 2, ["a"]);
        _oracle.Restarted();
        Commit("b", 1);
    }

    [Fact]
    public void Two_owners_in_one_generation_are_noticed()
    {
        _oracle.Assigned(1, "a", [0, 1]);
        _oracle.Assigned(2, "b", [1]);
        Assert.ThrowsAny<XunitException>(() => _oracle.Assigned(2, "a", [1]));
    }

    private void Commit(string memberId, int generation) => _oracle.Committed(memberId, _oracle.ObjectionTo(memberId, generation));
}
