using MiniKafka.Client.Admin;

namespace MiniKafka.Dashboard.Timeline;

/// <summary>Groups that come and go, rebalance, and whose members come and go.</summary>
internal sealed class GroupChanges(EventLog events)
{
    private IReadOnlyDictionary<string, GroupDescription>? _before;

    /// <param name="now">The groups, by id; null where nobody could tell.</param>
    public void See(IReadOnlyDictionary<string, GroupDescription>? now)
    {
        if (now is null)
        {
            return;
        }

        if (_before is { } before)
        {
            foreach (var gone in before.Keys.Except(now.Keys, StringComparer.Ordinal))
            {
                events.Add(EventKind.Rebalance, $"The group {gone} is gone.", group: gone);
            }

            foreach (var group in now.Values)
            {
                See(before.GetValueOrDefault(group.GroupId), group);
            }
        }

        _before = now;
    }

    private void See(GroupDescription? before, GroupDescription now)
    {
        if (before is null)
        {
            events.Add(EventKind.Rebalance, $"There is a group {now.GroupId}: it is {now.State} with {Counted(now.Members.Count)}.", group: now.GroupId);
            return;
        }

        var left = before.Members.ExceptBy(now.Members.Select(static member => member.MemberId), static member => member.MemberId).ToList();
        var joined = now.Members.ExceptBy(before.Members.Select(static member => member.MemberId), static member => member.MemberId).ToList();
        if (left.Count + joined.Count > 0)
        {
            events.Add(
                EventKind.Rebalance,
                $"The group {now.GroupId} has {Counted(now.Members.Count)}: {string.Join(", ", joined.Select(static member => $"{member.ClientId} joined").Concat(left.Select(static member => $"{member.ClientId} left")))}.",
                group: now.GroupId);
        }

        if (before.State != now.State)
        {
            events.Add(EventKind.Rebalance, $"The group {now.GroupId} is {now.State}, after it was {before.State}.", group: now.GroupId);
        }
        else if (left.Count + joined.Count == 0 && Assigned(before) != Assigned(now))
        {
            events.Add(EventKind.Rebalance, $"The partitions of the group {now.GroupId} were given out anew.", group: now.GroupId);
        }
    }

    private static string Assigned(GroupDescription group) => string.Join(';', group.Members
        .OrderBy(static member => member.MemberId, StringComparer.Ordinal).Select(static member => $"{member.MemberId}={string.Join(',', member.Assignment)}"));

    private static string Counted(int members) => members == 1 ? "1 member" : $"{members} members";
}
