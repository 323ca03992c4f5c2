using System.Security.Cryptography;
using System.Text;
using MiniKafka.Client.Admin;
using MiniKafka.Client.Cluster;
using MiniKafka.Model;
using MiniKafka.Protocol.Messages;

namespace MiniKafka.Client;

/// <content>Quotas and passwords of users.</content>
public sealed partial class AdminClient
{
    private const int SaltBytes = 24;

    /// <summary>The quotas that match every one of the filters; all without a filter.</summary>
    /// <param name="filters">The filters, at most one for each entity type.</param>
    /// <param name="strict">Whether entities of further types are left out.</param>
    public async Task<IReadOnlyList<ClientQuotas>> DescribeClientQuotasAsync(IEnumerable<ClientQuotaFilter>? filters = null, bool strict = false)
    {
        var request = new DescribeClientQuotasRequest
        {
            Strict = strict,
            Components =
            [
                .. (filters ?? []).Select(filter => new DescribeClientQuotasRequest.ComponentData
                {
                    EntityType = filter.EntityType,
                    MatchType = (sbyte)filter.Match,
                    Match = filter.Name,
                }),
            ],
        };
        var answer = await CallAnyAsync(request, answer => ClientErrors.ThrowIfError(answer.ErrorCode, "Describing quotas", answer.ErrorMessage));
        return
        [
            .. (answer.Entries ?? []).Select(entry => new ClientQuotas(
                new ClientQuotaEntity(new SortedDictionary<string, string?>(entry.Entity.ToDictionary(part => part.EntityType, part => part.EntityName), StringComparer.Ordinal)),
                new SortedDictionary<string, double>(entry.Values.ToDictionary(value => value.Key, value => value.Value), StringComparer.Ordinal))),
        ];
    }

    /// <summary>Sets and removes quotas.</summary>
    /// <param name="alterations">The changes.</param>
    /// <param name="validateOnly">Only asks whether they could be made.</param>
    /// <exception cref="KafkaException">An entity or key is not known; the others are changed all the same.</exception>
    public async Task AlterClientQuotasAsync(IEnumerable<ClientQuotaAlteration> alterations, bool validateOnly = false)
    {
        ArgumentNullException.ThrowIfNull(alterations);
        var request = new AlterClientQuotasRequest
        {
            ValidateOnly = validateOnly,
            Entries =
            [
                .. alterations.Select(alteration => new AlterClientQuotasRequest.EntryData
                {
                    Entity = [.. alteration.Entity.Names.Select(part => new AlterClientQuotasRequest.EntityData { EntityType = part.Key, EntityName = part.Value })],
                    Ops = [.. alteration.Values.Select(value => new AlterClientQuotasRequest.OpData { Key = value.Key, Value = value.Value ?? 0, Remove = value.Value is null })],
                }),
            ],
        };
        await CallAnyAsync(request, answer =>
        {
            foreach (var entry in answer.Entries)
            {
                var who = string.Join(", ", entry.Entity.Select(part => $"{part.EntityType} {part.EntityName ?? "(default)"}"));
                ClientErrors.ThrowIfError(entry.ErrorCode, $"Changing the quotas of {who}", entry.ErrorMessage);
            }
        });
    }

    /// <summary>With what users can log in.</summary>
    /// <param name="users">The users; null for all that have a password.</param>
    /// <exception cref="KafkaException">A user has no password.</exception>
    public async Task<IReadOnlyList<ScramCredentials>> DescribeUserScramCredentialsAsync(IEnumerable<string>? users = null)
    {
        var request = new DescribeUserScramCredentialsRequest
        {
            Users = users?.Select(user => new DescribeUserScramCredentialsRequest.UserName { Name = user }).ToList(),
        };
        var answer = await CallAnyAsync(request, answer =>
        {
            ClientErrors.ThrowIfError(answer.ErrorCode, "Describing passwords", answer.ErrorMessage);
            foreach (var result in answer.Results)
            {
                ClientErrors.ThrowIfError(result.ErrorCode, $"Describing the passwords of {result.User}", result.ErrorMessage);
            }
        });
        return
        [
            .. answer.Results.OrderBy(result => result.User, StringComparer.Ordinal).Select(result => new ScramCredentials(
                result.User,
                new SortedDictionary<ScramMechanism, int>(result.CredentialInfos.ToDictionary(info => (ScramMechanism)info.Mechanism, info => info.Iterations)))),
        ];
    }

    /// <summary>
    /// Sets and removes passwords. A password is hashed here with a salt of its own and never leaves the process. A request changes one
    /// credential of a user at most, so further ones of the same user follow in requests of their own.
    /// </summary>
    /// <exception cref="KafkaException">
    /// A user or credential is not known, or the iterations are not allowed; the other users of that request are changed all the same, and no
    /// further request is sent.
    /// </exception>
    public async Task AlterUserScramCredentialsAsync(IEnumerable<ScramCredentialAlteration> alterations)
    {
        ArgumentNullException.ThrowIfNull(alterations);
        var turns = alterations
            .GroupBy(alteration => alteration.User, StringComparer.Ordinal)
            .SelectMany(user => user.Index())
            .ToLookup(turn => turn.Index, turn => turn.Item);
        foreach (var turn in turns.OrderBy(turn => turn.Key))
        {
            await AlterOneOfEachUserAsync(turn);
        }
    }

    private async Task AlterOneOfEachUserAsync(IEnumerable<ScramCredentialAlteration> alterations)
    {
        var request = new AlterUserScramCredentialsRequest();
        foreach (var (user, mechanism, password, iterations) in alterations)
        {
            if (password is null)
            {
                request.Deletions.Add(new AlterUserScramCredentialsRequest.ScramCredentialDeletion { Name = user, Mechanism = (sbyte)mechanism });
                continue;
            }

            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(iterations, nameof(alterations));
            var salt = RandomNumberGenerator.GetBytes(SaltBytes);
            request.Upsertions.Add(new AlterUserScramCredentialsRequest.ScramCredentialUpsertion
            {
                Name = user,
                Mechanism = (sbyte)mechanism,
                Iterations = iterations,
                Salt = salt,
                SaltedPassword = Hash(password, salt, iterations, mechanism),
            });
        }

        await CallAnyAsync(request, answer =>
        {
            foreach (var result in answer.Results)
            {
                ClientErrors.ThrowIfError(result.ErrorCode, $"Changing the passwords of {result.User}", result.ErrorMessage);
            }
        });
    }

    private static byte[] Hash(string password, byte[] salt, int iterations, ScramMechanism mechanism)
    {
        var (algorithm, length) = mechanism == ScramMechanism.ScramSha256
            ? (HashAlgorithmName.SHA256, SHA256.HashSizeInBytes)
            : (HashAlgorithmName.SHA512, SHA512.HashSizeInBytes);
        return Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(password), salt, iterations, algorithm, length);
    }
}
